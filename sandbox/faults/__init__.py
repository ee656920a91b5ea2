"""Accidents on demand or by a seeded schedule: what networks and an overloaded Discord do, for tests and long runs."""

from sandbox.faults.fault import TOO_MANY, UNAVAILABLE, Fault
from sandbox.faults.faults import Faults
from sandbox.faults.schedule import FaultsError, Schedule, read_schedule

__all__ = ["TOO_MANY", "UNAVAILABLE", "Fault", "Faults", "FaultsError", "Schedule", "read_schedule"]
