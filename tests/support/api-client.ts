/** A client of the API with an access token. */
export interface ApiClient {
  readonly address: string;
  readonly token: string;
  /** The data; throws with the first error's code and message. */
  query<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
}

export function apiClient(address: string, token: string): ApiClient {
  return {
    address,
    token,
    async query<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
      const response = await fetch(`${address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as {
        data: Data;
        errors?: { message: string; extensions?: { code?: string } }[];
      };
      if (errors?.[0])
        throw Object.assign(new Error(errors[0].message), { code: errors[0].extensions?.code });
      return data;
    },
  };
}
