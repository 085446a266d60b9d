"""The mails of a test, whose tasks run once a transaction is committed."""

import pytest
from django.core.mail import EmailMessage


@pytest.fixture
def inbox(mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    return mailoutbox
