"""Pages of training: none yet."""

from flask import Blueprint

from foundation.web.navigation import Entry

BLUEPRINTS: tuple[Blueprint, ...] = ()
NAVIGATION: tuple[Entry, ...] = ()
