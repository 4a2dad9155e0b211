"""The mobilised room: what others gave, and the project ideas it may pay for."""
