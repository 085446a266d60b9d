"""Parsers of request bodies."""

from typing import IO, Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError


class MalformedJSONError(ParseError):
    """The body is not JSON, or nested too deeply."""


class JSONParser(parsers.JSONParser):
    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        """Read a JSON body.

        Raises:
            MalformedJSONError: The body is not JSON, or nested too deeply.
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except (ParseError, RecursionError) as error:
            raise MalformedJSONError from error
