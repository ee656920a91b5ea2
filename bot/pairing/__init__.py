"""Pairing for coffee in a process of its own: for seconds it would keep everybody else waiting."""

from bot.pairing.apart import Unpaired, pair_apart

__all__ = ["Unpaired", "pair_apart"]
