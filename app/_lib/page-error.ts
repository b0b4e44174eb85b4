/**
 * A failed request of a page, server or client side. `code` is the server's error code, or NETWORK when no answer came.
 * Next passes only `digest` of an error to the browser in production; it carries the code there.
 */
export class PageError extends Error {
  readonly digest: string;

  constructor(
    readonly code: string,
    message: string,
    readonly reference?: string,
  ) {
    super(message);
    this.name = "PageError";
    this.digest = reference ? `${code}:${reference}` : code;
  }
}
