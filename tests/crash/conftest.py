"""The libraries that crash tests begin with. They import the pipeline, and so no other folder's tests have them."""

from __future__ import annotations

from tests.support.crash.cases import changed as changed
from tests.support.crash.cases import indexed as indexed
from tests.support.crash.cases import new as new
