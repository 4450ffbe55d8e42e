"""The `head` tag for the few pages written as Django templates: sign-in and accounts."""

from django import template

from handrail.config.look import head

register = template.Library()
register.simple_tag(head)
