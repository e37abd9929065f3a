const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
const defaultQuery = `# What does this state offer? Run it with Ctrl-Enter.
# Signed in, put {"Authorization": "Bearer <session.token>"} under Headers below.
query Platform {
  platform {
    state { code name }
    languages
    services { code title summary requiresSignIn }
  }
}
`;
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery, defaultEditorToolsVisibility: true }),
);
