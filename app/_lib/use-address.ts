"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useTransition } from "react";

/**
 * The page's search parameters, which hold its filters and place: they can be sent to a colleague, and the browser's back
 * button undoes them. `set` changes some of them (null removes) and asks the server for the page anew.
 */
export function useAddress() {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const [busy, start] = useTransition();
  const set = useCallback(
    (changes: Record<string, string | null>, { keep = false }: { keep?: boolean } = {}) => {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") next.delete(name);
        else next.set(name, value);
      }
      const address = next.size > 0 ? `${pathname}?${next}` : pathname;
      start(() =>
        keep ? router.push(address, { scroll: false }) : router.replace(address, { scroll: false }),
      );
    },
    [params, pathname, router],
  );
  return { params, set, busy };
}
