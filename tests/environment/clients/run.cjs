// node run.cjs CLIENT ENDPOINT KEY SECRET: makes a client library's calls and prints their names.
const [, , client, endpoint, key, secret] = process.argv;
const libraries = {
  xapi: () => require('@xapi/xapi').default ?? require('@xapi/xapi'),
  tincan: () => require('tincanjs'),
  wrapper: () => require('adl-xapiwrapper'),
};
require(`./${client}.cjs`)(libraries[client](), endpoint, key, secret, false).then(
  (made) => console.log(made.join('\n')),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
