"""URLs of the pages of posts."""

from django.urls import path

from app.posts import views

app_name = "posts"
urlpatterns = [
    path("new", views.PostCreate.as_view(), name="create"),
    path("<int:pk>", views.PostDetail.as_view(), name="detail"),
    path("<int:pk>/edit", views.PostUpdate.as_view(), name="edit"),
    path("<int:pk>/delete", views.PostDelete.as_view(), name="delete"),
]
