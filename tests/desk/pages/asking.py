"""A desk whose pages are asked without a browser."""

from threading import Event


class RefusedError(RuntimeError):
    """What the desk said no to, in its words."""


def ask(desk, name, *, coder="Lead", language="en", **values):
    """Return what the desk answers; raise what it refuses."""
    told = desk.ask(name, values, coder=coder, language=language).result(120)
    if "refused" in told:
        raise RefusedError(told["refused"])
    return told["answer"]


def done(desk, job, *, coder="Lead", language="en", **values):
    """Have a job done; return what came of it."""
    ask(desk, "start_job", coder=coder, language=language, job=job, values={**values, "who": coder})
    while (told := ask(desk, "job", coder=coder))["state"] == "running":
        Event().wait(0.02)
    if told["state"] != "done":
        raise RefusedError(told["refused"])
    return told["answer"]
