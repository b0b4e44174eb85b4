import NextAuth from "next-auth";
import { getKernel } from "../../../_lib/kernel";

type Segments = { params: Promise<{ nextauth: string[] }> };

/** Sign-in and sign-out. The options come from the kernel, which knows users and sessions. */
function handle(request: Request, segments: Segments): Promise<Response> {
  return NextAuth(getKernel().authOptions)(request, segments);
}

export { handle as GET, handle as POST };
