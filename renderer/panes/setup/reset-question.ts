/** Asked wherever the sandbox can be reset. */
export const RESET_QUESTION = {
  title: 'Reset the sandbox?',
  body: 'It stops the sandbox and deletes all that lies in it: uploads, runs and their results. The Python environment is kept. This cannot be undone.',
  confirm: 'Delete and reset',
};
