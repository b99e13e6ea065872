"""Why something was not measured."""


class MeasurementFailed(Exception):
    """A measurement ended without figures; the message says why, and what to do next."""


class PeerMissing(MeasurementFailed):
    """A peer's packages are not installed, and cannot be now."""
