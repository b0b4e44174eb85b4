/** The session has ended: sign in again, then come back to this very page. Browser only. */
export function leaveForSignIn(): void {
  if (window.location.pathname === "/sign-in") return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?reason=expired&next=${encodeURIComponent(here)}`);
}
