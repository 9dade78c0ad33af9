"""Faces of photos, by dlib in a process of its own; needs the extra `faces`."""

from .inspector import DlibFaces, is_installed


__all__ = ["DlibFaces", "is_installed"]
