"""`morgan memory`: the facts that are remembered, and everything of a user."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.options import ConfigDir, Json
from wyoming_morgan.cli.output import Commands, examples, notice, print_json
from wyoming_morgan.cli.stored import print_records, shortened, shown, with_store
from wyoming_morgan.cli.tables import print_table

if TYPE_CHECKING:
    from wyoming_morgan.store.contract import Fact, Store

app = typer.Typer(
    cls=Commands,
    help="Facts that are remembered: look at them, export them, forget them.",
    epilog=examples(
        "morgan memory list", "morgan memory export --user anna", "morgan memory delete-user anna"
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(
    name="list",
    epilog=examples("morgan memory list", "morgan memory list --user anna", "morgan memory list --json"),
)
def list_facts(
    *,
    user: Annotated[str | None, typer.Option("--user", metavar="ID", help="Only those of this user.")] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many.")] = 1000,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """List facts, the newest first: of users, of devices, of the household."""
    from wyoming_morgan.store.export import fact_record

    async def read(store: Store) -> tuple[Fact, ...]:
        return await store.facts.list(user_id=user, limit=limit)

    found = with_store(config_dir, read)
    if json:
        print_json([fact_record(each) for each in found])
    elif not found:
        notice("there is no fact")
    else:
        print_table(
            ("id", "of", "since", "until", "fact"),
            [
                (
                    each.id,
                    f"{each.owner} {each.owner_id}".strip(),
                    shown(each.created),
                    shown(each.expires),
                    shortened(each.content),
                )
                for each in found
            ],
        )


@app.command(epilog=examples("morgan memory forget 3f2c"))
def forget(
    facts: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Facts, as `morgan memory list` names them.")
    ],
    *,
    config_dir: ConfigDir = None,
) -> None:
    """Forget facts."""
    from wyoming_morgan.errors import NotFound

    async def work(store: Store) -> None:
        for each in facts:
            if not await store.facts.delete(each):
                raise NotFound(f"there is no fact {each}", hint="run: morgan memory list")
            notice(f"{each} is forgotten")

    with_store(config_dir, work)


@app.command(
    epilog=examples("morgan memory export > facts.jsonl", "morgan memory export --user anna > anna.jsonl")
)
def export(
    *,
    user: Annotated[
        str | None,
        typer.Option("--user", metavar="ID", help="Everything of this user, conversations and messages too."),
    ] = None,
    config_dir: ConfigDir = None,
) -> None:
    """Print every fact, or everything of a user, one JSON object in each line."""
    from wyoming_morgan.store.export import export_facts, export_user

    async def write(store: Store) -> None:
        await print_records(export_facts(store) if user is None else export_user(store, user))

    with_store(config_dir, write)


@app.command(
    name="delete-user",
    epilog=examples("morgan memory delete-user anna", "morgan memory delete-user anna --yes"),
)
def delete_user(
    user: Annotated[str, typer.Argument(metavar="ID", help="The user.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config_dir: ConfigDir = None,
) -> None:
    """Delete everything of a user: facts, conversations, messages. It asks first."""
    if not yes:
        typer.confirm(f"Delete everything of {user}?", abort=True, err=True)

    async def work(store: Store) -> tuple[int, int]:
        return await store.conversations.delete_user(user), await store.facts.delete_user(user)

    conversations, facts = with_store(config_dir, work)
    notice(f"deleted of {user}: {conversations} conversations and {facts} facts")
