// Refusals of the REST API in the service's own shape: `{code, message, more_info, status}`. The client library turns them
// into RestException. Each has the HTTP status under which it is sent.

export type RestAnswer = { status: number; body: object | null }

export class RestError extends Error {
  readonly code: number
  readonly status: number

  constructor(code: number, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

export function answerOfError(error: RestError): RestAnswer {
  return { status: error.status, body: errorBody(error.code, error.message, error.status) }
}

export function errorBody(code: number, message: string, status: number): object {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }
}

export function notFound(path: string): RestError {
  return new RestError(20404, `The requested resource ${path} was not found`, 404)
}
