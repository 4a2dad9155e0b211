"""The assessment room: rounds, trainings, commendations, the register of 四(八)."""
