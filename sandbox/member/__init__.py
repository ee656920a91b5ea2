"""The member API: what a person does in the page, and what tests do as people. See README.md beside `sandbox`."""

from sandbox.member.routes import add_member_routes

__all__ = ["add_member_routes"]
