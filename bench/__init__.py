"""Figures, each beside its plain limit in the same run: `make bench` prints them as JSON."""
