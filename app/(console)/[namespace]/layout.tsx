import type { ReactNode } from "react";
import { ConsoleShell } from "../../_components/console-shell";
import { getNamespace, getViewer } from "../../_lib/viewer";

interface LayoutProps {
  children: ReactNode;
  params: Promise<{ namespace: string }>;
}

/** Every page of a namespace: only for its members, and in the console's frame. */
export default async function NamespaceLayout({ children, params }: LayoutProps) {
  const namespace = await getNamespace((await params).namespace);
  const { me, instance } = await getViewer();
  return (
    <ConsoleShell viewer={me} namespace={namespace} graphiql={instance.graphiql}>
      {children}
    </ConsoleShell>
  );
}
