"""The subsidies room: months made, sealed and paid."""
