import { notFound } from "next/navigation";
import { cache } from "react";
import { execute } from "./execute";
import { graphql } from "./graphql";

const ViewerQuery = graphql(`
  query Viewer {
    me {
      id
      name
      locale
      instanceAdmin
      namespaces { id slug name role permissions }
    }
    instance { registration graphiql leastPasswordLength permissions { name leastRole } }
  }
`);

/** Who looks at the page, and the instance's rules. Asked once a request; without a session it leads to sign-in. */
export const getViewer = cache(() => execute(ViewerQuery));

export const getInstance = async () => (await getViewer()).instance;

export type Viewer = Awaited<ReturnType<typeof getViewer>>["me"];
export type NamespaceOfViewer = Viewer["namespaces"][number];

/** The namespace in the page's address; the not-found page when it is none of the viewer's. */
export async function getNamespace(slug: string): Promise<NamespaceOfViewer> {
  const { me } = await getViewer();
  return me.namespaces.find((namespace) => namespace.slug === slug) ?? notFound();
}
