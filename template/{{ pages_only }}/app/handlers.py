"""Responses that are not pages."""

from collections.abc import Mapping

from django.http import HttpRequest, JsonResponse


def unavailable(request: HttpRequest, checks: Mapping[str, str]) -> JsonResponse:
    return JsonResponse({"status": "unavailable", "checks": checks}, status=503)
