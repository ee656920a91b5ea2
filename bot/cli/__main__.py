"""`python -m bot.cli` is `guildhall`."""

from bot.cli import main

main(prog_name="guildhall")
