"""Mika and Jo, two tickets of a private team, and their sessions on one printed line each.

Run by `handrail manage shell`.
"""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from handrail.base.by import By
from handrail.desk.models import Membership, Team
from handrail.people.actions import meet
from handrail.people.models import Person
from handrail.tickets import actions

Team.objects.update(visibility="private")
ada = meet(address="ada@north.example", name="Ada")
tickets = [
    actions.open_ticket(
        requester=ada, subject="Cold", text="Cold", channel="email", by=By.person(ada)
    )
    for _ in range(2)
]
for name, level in (("mika", 1), ("jo", 2)):
    person = Person.objects.create_user(f"{name}@desk.example", name=name, role="agent")
    Membership.objects.create(team=Team.objects.get(slug=f"tier-{level}"), person=person)
    for ticket in tickets:
        actions.watch(ticket, person=person, by=By.person(person))
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    print("signed-in", name, session.session_key)
