import { z } from "zod";

/** The languages the console speaks. */
export const userLocale = z.enum(["en", "zh-CN"], "The console speaks en and zh-CN.");
