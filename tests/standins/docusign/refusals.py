"""The errors the stand-in answers with, as DocuSign writes them: a status, an `errorCode`, a message."""

from starlette.responses import JSONResponse


class Refusal(Exception):
    """A request that is not done."""

    def __init__(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    @property
    def response(self) -> JSONResponse:
        body = {"errorCode": self.code, "message": self.message}
        return JSONResponse(body, self.status, headers=self.headers)


def invalid(message: str) -> Refusal:
    return Refusal(400, "INVALID_REQUEST_PARAMETER", message)


def unknown_envelope(envelope_id: str) -> Refusal:
    return Refusal(404, "ENVELOPE_DOES_NOT_EXIST", f"There is no envelope {envelope_id}.")


def wrong_status(message: str) -> Refusal:
    return Refusal(400, "ENVELOPE_INVALID_STATUS", message)
