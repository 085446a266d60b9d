"""Model permissions of Django, checked by Django REST framework."""

import pytest
from django.contrib.auth.models import Group, Permission
from rest_framework.permissions import DjangoModelPermissions
from rest_framework.test import APIRequestFactory, force_authenticate

from app.serializers import ModelSerializer
from app.users.models import User
from app.viewsets import ModelViewSet
from tests.factories import make_admin, make_user


class GroupSerializer(ModelSerializer[Group]):
    class Meta:
        model = Group
        fields = ["name"]


class GroupViewSet(ModelViewSet[Group]):
    queryset = Group.objects.all()
    serializer_class = GroupSerializer
    permission_classes = (DjangoModelPermissions,)


def add_group(user: User) -> int:
    request = APIRequestFactory().post("/", {"name": user.email}, format="json")
    force_authenticate(request, user)
    return GroupViewSet.as_view({"post": "create"})(request).status_code


@pytest.mark.django_db
def test_model_permissions_are_those_of_the_user() -> None:
    allowed = make_user()
    allowed.user_permissions.add(Permission.objects.get(codename="add_group"))

    assert add_group(make_admin()) == 201
    assert add_group(allowed) == 201
    assert add_group(make_user()) == 403
