"""The base of every shape.

Plain pydantic, not `ninja.Schema`: that one reads each value through Django's template engine,
which made two thirds of the time of a page of tickets.
"""

from pydantic import BaseModel


class Shape(BaseModel):
    """Something a program sends or gets."""
