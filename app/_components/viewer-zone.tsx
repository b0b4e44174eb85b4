"use client";

import { useRouter } from "next/navigation";
import { useTimeZone } from "next-intl";
import { useEffect } from "react";
import { writeCookie } from "../_lib/cookie";
import { ZONE_COOKIE } from "../_lib/locale";

/** Tells the server the browser's time zone, so that pages are rendered with the viewer's times from then on. */
export function ViewerZone() {
  const router = useRouter();
  const rendered = useTimeZone();
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!actual || actual === rendered) return;
    writeCookie(ZONE_COOKIE, actual);
    router.refresh();
  }, [rendered, router]);
  return null;
}
