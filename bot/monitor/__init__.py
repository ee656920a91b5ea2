"""What an operator sees from outside, on loopback: whether the bot is well, and figures for Prometheus."""

from bot.monitor.measures import Measures
from bot.monitor.server import Server

__all__ = ["Measures", "Server"]
