"""The hosts of files: the hub, mirrors of it, and the errors for their statuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from wyoming_morgan.errors import DownloadFailed, InvalidRequest

HUB = "https://huggingface.co"

REMEDIES = (
    "pull again, which resumes the download; or use a mirror with --mirror URL, "
    "or files of your own with --from PATH"
)


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts to download from.

    `mirror` replaces the scheme and host of every URL, and may have a path before the original one.
    `token` is sent only to the hub: never to a mirror, or to hosts that the hub redirects to.
    """

    hub: str = HUB
    mirror: str | None = None
    token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for url in (self.hub, self.mirror):
            if url is not None and (
                urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc
            ):
                raise InvalidRequest(
                    f"{url!r} is not a valid URL of a host", hint="such as https://mirror.example.org"
                )

    def through(self, url: str) -> str:
        """Return the URL to request for `url`."""
        if self.mirror is None:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.mirror.rstrip('/')}{parts.path}{query}"

    def headers(self, url: str) -> dict[str, str]:
        """Return the headers of a request."""
        if self.token is None or self.mirror is not None or origin(url) != origin(self.hub):
            return {}
        return {"Authorization": f"Bearer {self.token}"}

    def revision(self, repo: str, revision: str) -> str:
        """Return the URL of the commit of a branch, a tag or a commit."""
        return self._hub("api/models", repo, "revision", quote(revision, safe=""))

    def tree(self, repo: str, commit: str) -> str:
        """Return the URL of the list of files of a commit."""
        return f"{self._hub('api/models', repo, 'tree', quote(commit, safe=''))}?recursive=true"

    def file(self, repo: str, commit: str, path: str) -> str:
        """Return the URL of a file of a commit."""
        return self._hub(repo, "resolve", quote(commit, safe=""), quote(path))

    def _hub(self, *parts: str) -> str:
        return self.through("/".join([self.hub.rstrip("/"), *parts]))


def origin(url: str) -> tuple[str, str]:
    """Return the scheme and the host with its port."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def refusal(url: str, status: int, code: str | None = None) -> DownloadFailed:
    """Return the error for a host's status; `code` is the hub's `X-Error-Code`."""
    host = urlsplit(url).netloc
    hint = REMEDIES
    match status, code:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN, "GatedRepo":
            what = "requires that you accept its conditions"
            hint = f"accept them at {host}, set HF_TOKEN to your token, and pull again"
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN, _:
            # The hub also answers so for repositories that do not exist, to reveal nothing of private ones.
            what = "does not exist there, or is not public"
            hint = "check the name; if it is not public, set HF_TOKEN to your token"
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE, _:
            what = "does not exist there" + (f" ({code})" if code else "")
            hint = "check the name, or use files of your own with --from PATH"
        case HTTPStatus.TOO_MANY_REQUESTS, _:
            what, hint = "was requested too often", f"wait a few minutes, then {REMEDIES}"
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            what = "is not available now"
        case _:
            what = "was refused"
    return DownloadFailed(f"{host} answered {status}: {urlsplit(url).path} {what}", hint=hint)
