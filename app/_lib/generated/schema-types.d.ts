// Printed from the API's schema by `npm run print-schema`. Not to be edited.
export type introspection = {
  name: never;
  query: "Query";
  mutation: "Mutation";
  subscription: "Subscription";
  types: {
    "Boolean": unknown;
    "DateTime": unknown;
    "ID": unknown;
    "Instance": { kind: "OBJECT"; name: "Instance"; fields: { "graphiql": { name: "graphiql"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null } } }; "hasUsers": { name: "hasUsers"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null } } }; "registration": { name: "registration"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "ENUM"; name: "RegistrationMode"; ofType: null } } } } };
    "Int": unknown;
    "JSON": unknown;
    "Mutation": { kind: "OBJECT"; name: "Mutation"; fields: { "register": { name: "register"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "OBJECT"; name: "RegisterPayload"; ofType: null } } } } };
    "NamespaceAccess": { kind: "OBJECT"; name: "NamespaceAccess"; fields: { "id": { name: "id"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "ID"; ofType: null } } }; "name": { name: "name"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } } }; "permissions": { name: "permissions"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "LIST"; name: never; ofType: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } } } } }; "role": { name: "role"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } } }; "slug": { name: "slug"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } } } } };
    "Query": { kind: "OBJECT"; name: "Query"; fields: { "instance": { name: "instance"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "OBJECT"; name: "Instance"; ofType: null } } }; "me": { name: "me"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "OBJECT"; name: "User"; ofType: null } } } } };
    "RegisterInput": { kind: "INPUT_OBJECT"; name: "RegisterInput"; isOneOf: false; inputFields: [{ name: "name"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } }; defaultValue: null }, { name: "password"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } }; defaultValue: null }, { name: "locale"; type: { kind: "SCALAR"; name: "String"; ofType: null }; defaultValue: null }, { name: "inviteCode"; type: { kind: "SCALAR"; name: "String"; ofType: null }; defaultValue: null }] };
    "RegisterPayload": { kind: "OBJECT"; name: "RegisterPayload"; fields: { "errors": { name: "errors"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "LIST"; name: never; ofType: { kind: "NON_NULL"; name: never; ofType: { kind: "OBJECT"; name: "UserError"; ofType: null } } } } }; "user": { name: "user"; type: { kind: "OBJECT"; name: "User"; ofType: null } } } };
    "RegistrationMode": { name: "RegistrationMode"; enumValues: "OPEN" | "INVITE" | "CLOSED" };
    "String": unknown;
    "Subscription": { kind: "OBJECT"; name: "Subscription"; fields: { "x": { name: "x"; type: { kind: "SCALAR"; name: "Int"; ofType: null } } } };
    "User": { kind: "OBJECT"; name: "User"; fields: { "id": { name: "id"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "ID"; ofType: null } } }; "instanceAdmin": { name: "instanceAdmin"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null } } }; "locale": { name: "locale"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } } }; "name": { name: "name"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } } }; "namespaces": { name: "namespaces"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "LIST"; name: never; ofType: { kind: "NON_NULL"; name: never; ofType: { kind: "OBJECT"; name: "NamespaceAccess"; ofType: null } } } } } } };
    "UserError": { kind: "OBJECT"; name: "UserError"; fields: { "code": { name: "code"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } } }; "column": { name: "column"; type: { kind: "SCALAR"; name: "Int"; ofType: null } }; "line": { name: "line"; type: { kind: "SCALAR"; name: "Int"; ofType: null } }; "message": { name: "message"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } } }; "path": { name: "path"; type: { kind: "NON_NULL"; name: never; ofType: { kind: "LIST"; name: never; ofType: { kind: "NON_NULL"; name: never; ofType: { kind: "SCALAR"; name: "String"; ofType: null } } } } } } };
  };
};
