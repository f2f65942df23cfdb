from posts.models.picture import Picture
from posts.models.post import BodyFormat, Post, Status

__all__ = ["BodyFormat", "Picture", "Post", "Status"]
