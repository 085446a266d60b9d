"""The pages' paths."""

from app.posts import views as posts
from app.users import views as users

urlpatterns = [*posts.urlpatterns, *users.urlpatterns]
