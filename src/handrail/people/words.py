"""What roles and verbs are called in sentences. A verb is read after "does not allow you to"."""

from collections.abc import Mapping

from handrail.base.languages import later

ROLES: Mapping[str, str] = {
    "": later("no role"), "customer": later("Customer"), "light_agent": later("Light agent"),
    "agent": later("Agent"), "lead": later("Lead"), "auditor": later("Auditor"),
    "admin": later("Administrator"),
}  # fmt: skip
VERBS: Mapping[str, str] = {
    "read": later("read tickets"),
    "note": later("write notes"),
    "watch": later("follow tickets"),
    "flag_articles": later("flag articles"),
    "reply": later("answer customers"),
    "take": later("take tickets"),
    "assign": later("assign tickets"),
    "move": later("move tickets"),
    "change": later("change tickets"),
    "solve": later("solve tickets"),
    "reopen": later("reopen tickets"),
    "wait": later("let tickets wait"),
    "merge": later("merge tickets"),
    "split": later("split tickets"),
    "link": later("link tickets"),
    "spam": later("say what is spam"),
    "escalate": later("escalate tickets"),
    "accept": later("accept handoffs"),
    "return": later("return handoffs"),
    "recall": later("recall handoffs"),
    "pull_in": later("pull in colleagues"),
    "consult": later("ask other teams"),
    "answer": later("answer other teams"),
    "send_down": later("send tickets down"),
    "open": later("open tickets"),
    "swarm": later("call or join a swarm"),
    "attach": later("make tickets part of an incident"),
    "write_articles": later("write articles"),
    "link_articles": later("link articles to tickets"),
    "decide": later("decide for a team"),
    "insight": later("see the figures"),
    "declare": later("declare an incident"),
    "publish_articles": later("publish articles"),
    "audit": later("read the log of settings"),
    "administer": later("change settings"),
    "redact": later("take words out of tickets"),
    "open_own": later("open tickets of your own"),
    "solve_own": later("solve tickets of your own"),
    "reopen_own": later("reopen tickets of your own"),
    "rate_own": later("rate answers to your own tickets"),
}
