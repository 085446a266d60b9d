"""How request bodies are read."""

from typing import IO, Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError


class MalformedJSONError(ParseError):
    """A body that is not JSON, or is nested too deeply."""


class JSONParser(parsers.JSONParser):
    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except (ParseError, RecursionError) as error:
            raise MalformedJSONError from error
