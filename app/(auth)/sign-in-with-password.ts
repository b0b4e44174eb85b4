import { signIn } from "next-auth/react";

export type SignInOutcome = "ok" | "wrongPassword" | "rateLimited" | "unreachable";

/** Signs this browser in. Never throws, and never says whether the name or the password was wrong. */
export async function signInWithPassword(name: string, password: string): Promise<SignInOutcome> {
  try {
    const answer = await signIn("credentials", { name: name.trim(), password, redirect: false });
    if (answer?.ok && !answer.error) return "ok";
    if (answer?.error === "RATE_LIMITED" || answer?.status === 429) return "rateLimited";
    return answer && answer.status < 500 ? "wrongPassword" : "unreachable";
  } catch {
    return "unreachable";
  }
}
