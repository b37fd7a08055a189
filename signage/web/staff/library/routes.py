"""The addresses of the media library."""

from aiohttp import hdrs

from ...errors import Handler
from . import change as library_change
from . import library
from . import pick as library_pick
from . import picture as library_picture
from . import uploads as library_uploads

GET, POST, HEAD, PATCH = hdrs.METH_GET, hdrs.METH_POST, hdrs.METH_HEAD, hdrs.METH_PATCH

LIBRARY_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/library", library.get_library),
    (GET, "/library/file", library.get_file),
    (POST, "/library/files", library.post_files),
    (GET, "/library/pick", library_pick.get_pick),
    (POST, "/library/uploads", library_uploads.post_upload),
    (HEAD, "/library/uploads/{upload}", library_uploads.head_upload),
    (PATCH, "/library/uploads/{upload}", library_uploads.patch_upload),
    (POST, "/library/uploads/{upload}/finish", library_uploads.post_finish),
    (GET, "/library/{picture}", library_picture.get_picture),
    (POST, "/library/{picture}", library_picture.post_picture),
    (GET, "/library/{picture}/original", library_picture.get_original),
    (GET, "/library/{picture}/slides", library_picture.get_slides),
    (POST, "/library/{picture}/replace", library_change.post_replace),
    (GET, "/library/{picture}/remove", library_change.get_remove),
    (POST, "/library/{picture}/remove", library_change.post_remove),
)
"""(method, path, handler)."""
