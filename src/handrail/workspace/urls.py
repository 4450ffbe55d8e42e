"""The addresses of the workspace: nouns, each under the permission of whoever asks."""

from functools import partial

from django.urls import path

from handrail.workspace.board import views as board
from handrail.workspace.incidents import views as incidents
from handrail.workspace.knowledge import (
    acting,
    coaching,
    listing,
    reading,
    reports,
)
from handrail.workspace.knowledge import writing as words
from handrail.workspace.sheets import SHEETS
from handrail.workspace.trees import editing
from handrail.workspace.trees import views as trees
from handrail.workspace.views import (
    deciding,
    doing,
    files,
    knowing,
    mail_frame,
    pages,
    quarantine,
    queue,
    ready,
    search,
    sending,
    serving,
    ticket,
    triage,
    walking,
    writing,
)  # fmt: skip

app_name = "workspace"
ON = "tickets/<int:number>"

urlpatterns = [
    path("", queue.home, name="home"),
    path("queues/<slug:key>", queue.show, name="queue"),
    path("queues/<slug:key>/rows", queue.rows, name="rows"),
    path("rail", queue.rail_items, name="rail"),
    path("next", queue.next_ticket, name="next"),
    path("next/owner", serving.take_next, name="take_next"),
    path("presence", serving.presence, name="presence"),
    path("search", search.search, name="search"),
    path("pictures/<str:token>", mail_frame.picture, name="picture"),
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/<str:sha256>/release", quarantine.release_one, name="quarantine_release"),
    path("board", board.show, name="board"),
    path("board/tiers", board.tiers, name="board_tiers"),
    path("board/tickets/<int:number>/owner", board.owner, name="board_owner"),
    path("board/roster", board.duty, name="roster"),
    path("keys", pages.keys, name="keys"),
    path("preferences", pages.preferences, name="preferences"),
    path("knowledge", listing.index, name="articles"),
    path("knowledge/new", words.edit, name="article_new"),
    path("knowledge/report", reports.report, name="knowledge_report"),
    path("knowledge/clusters", reports.clusters, name="clusters"),
    path("knowledge/clusters/<int:pk>/end", reports.dismiss_cluster, name="cluster_dismiss"),
    path("knowledge/by-name/<str:slug>", reading.by_name, name="article_by_name"),
    path("knowledge/files/<int:pk>", reading.file, name="article_file"),
    path("knowledge/<int:pk>", reading.show, name="article"),
    path("knowledge/<int:pk>/words", words.edit, name="article_edit"),
    path("knowledge/<int:pk>/facts", words.facts, name="article_facts"),
    path("knowledge/<int:pk>/versions/<int:number>", reading.version, name="article_version"),
    path("knowledge/<int:pk>/flags/<int:flag>", acting.settle, name="article_settle"),
    path("knowledge/<int:pk>/advice/<int:advice>/reading", coaching.see, name="article_advice"),
    path("knowledge/<int:pk>/<slug:noun>", acting.act, name="article_act"),
    path("trees", trees.index, name="trees"),
    path("trees/new", trees.facts, name="tree_new"),
    path("trees/trials/<int:pk>", trees.trial, name="trial"),
    path("trees/<int:pk>", trees.show, name="tree"),
    path("trees/<int:pk>/drawing", editing.draw, name="tree_drawing"),
    path("trees/<int:pk>/facts", trees.facts, name="tree_facts"),
    path("trees/<int:pk>/versions/<int:number>", trees.version, name="tree_version"),
    path("trees/<int:pk>/<slug:noun>", trees.act, name="tree_act"),
    path("incidents", incidents.index, name="incidents"),
    path("incidents/<int:pk>", incidents.show, name="incident"),
    path("incidents/<int:pk>/updates", incidents.speak, name="incident_updates"),
    path("incidents/<int:pk>/tickets", incidents.attach, name="incident_tickets"),
    path(
        "incidents/<int:pk>/tickets/<int:number>/removal", incidents.detach, name="incident_detach"
    ),
    path("incidents/<int:pk>/settings", incidents.change, name="incident_settings"),
    path(ON, ticket.show, name="ticket"),
    path(f"{ON}/log", ticket.log, name="log"),
    path(f"{ON}/triage", triage.show, name="triage"),
    path(f"{ON}/knowledge", knowing.panel, name="known"),
    path(f"{ON}/articles/new", knowing.write_down, name="write_down"),
    path(f"{ON}/articles/<int:pk>", knowing.tie, name="tie"),
    path(f"{ON}/walks", walking.begin, name="walks"),
    path(f"{ON}/walks/<int:pk>", walking.step, name="walk_step"),
    path(f"{ON}/walks/<int:pk>/end", walking.close, name="walk_end"),
    path(f"{ON}/replies", writing.reply, name="replies"),
    path(f"{ON}/replies/held/<int:pk>/undoing", sending.undo, name="undo_reply"),
    path(f"{ON}/requester/address", sending.works_again, name="works_again"),
    path(f"{ON}/messages/<int:pk>/sending", sending.send_again, name="send_again"),
    path(f"{ON}/notes", writing.note, name="notes"),
    path(f"{ON}/drafts/<slug:kind>", writing.draft, name="draft"),
    path(f"{ON}/files/<int:pk>", files.show, name="file"),
    path(f"{ON}/messages/<int:pk>/mail", mail_frame.show, name="mail_frame"),
    path(f"{ON}/answers/new", ready.canned, name="canned"),
    path(f"{ON}/macros/new", ready.macro, name="macro"),
    path(f"{ON}/reopening", doing.say, {"act": deciding.reopen}, name="reopening"),
    path(f"{ON}/resumption", doing.say, {"act": deciding.resume}, name="resumption"),
    path(f"{ON}/clearing", doing.say, {"act": deciding.clear_spam}, name="clearing"),
    path(f"{ON}/watching", doing.say, {"act": deciding.watch}, name="watching"),
    path(f"{ON}/handoffs/<int:pk>/return", deciding.return_handoff, name="return"),
    path(f"{ON}/handoffs/<int:pk>/<slug:noun>", deciding.handoff, name="handoff"),
    path(f"{ON}/swarms/<int:pk>/end", deciding.end_swarm, name="end_swarm"),
    path(f"{ON}/swarms/<int:pk>/<slug:noun>", deciding.swarm, name="swarm"),
    path(f"{ON}/consults/<int:pk>/answer", deciding.answer_consult, name="answer"),
    path(f"{ON}/<path:noun>", partial(doing.do, sheets=SHEETS), name="sheet"),
]
