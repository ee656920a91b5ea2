"""What operators type: `guildhall`. One file a command; each registers itself on `main`."""

import keyword
import pkgutil
from importlib import import_module

import click

from community.errors import GuildhallError


class Guildhall(click.Group):
    """The command line; commands are the modules beside this one, loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name every command."""
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.rstrip("_") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command: `command` in the module of its name (with _ behind a name that Python keeps)."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"bot.cli.{name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what Guildhall refuses is one sentence on standard error and exit status 1."""
        try:
            return super().invoke(ctx)
        except GuildhallError as error:
            raise click.ClickException(str(error)) from error


@click.command(cls=Guildhall)
@click.version_option(package_name="guildhall")
def main() -> None:
    """Guildhall: runs communities of practice on Discord. Try `guildhall demo` first."""
