import type { SessionView } from "../../server/accounts/sessions/list-sessions";
import { revokeSession } from "../../server/accounts/sessions/revoke-session";
import { revokeOtherSessions } from "../../server/accounts/sessions/revoke-sessions";
import { builder } from "../builder";
import { encodeId, rowId } from "../ids";
import { attempt, type MutationResult, UserErrorType } from "../mutation-result";

export const SessionType = builder.objectRef<SessionView>("Session").implement({
  description: "One place where the viewer is signed in.",
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => encodeId("Session", id) }),
    current: t.exposeBoolean("current", { description: "The session that asks." }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    lastSeenAt: t.expose("lastSeenAt", { type: "DateTime", description: "To the minute." }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
    ip: t.exposeString("ip", { nullable: true }),
    userAgent: t.exposeString("userAgent", { nullable: true }),
  }),
});

const RevokeSessionsPayload = builder.objectRef<MutationResult<number>>("RevokeSessionsPayload").implement({
  fields: (t) => ({
    ended: t.int({ nullable: true, description: "How many sessions ended.", resolve: ({ value }) => value }),
    errors: t.expose("errors", { type: [UserErrorType] }),
  }),
});

builder.mutationFields((t) => ({
  revokeSession: t.field({
    type: RevokeSessionsPayload,
    description: "Ends one of the viewer's sessions; its open connections are closed.",
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { services, request }) =>
      attempt(async () => {
        await revokeSession(services.accounts, request, { sessionId: rowId("Session", id) });
        return 1;
      }),
  }),
  revokeOtherSessions: t.field({
    type: RevokeSessionsPayload,
    description: "Ends every session of the viewer but the one that asks.",
    resolve: (_root, _args, { services, request }) =>
      attempt(() => revokeOtherSessions(services.accounts, request)),
  }),
}));
