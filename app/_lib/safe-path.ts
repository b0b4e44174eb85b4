/**
 * Where to go after signing in: a path of this site, never another site's address ("//host" and "/\host" are read as
 * such by browsers), else the start page.
 */
export function safePath(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : "/";
}
