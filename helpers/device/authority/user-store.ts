/** Where Settings puts what the owner installs; apps since Android 7 trust it only if they say so. */
const STORE = '/data/misc/user/0/cacerts-added';

export function writeIntoUserStore(certificate: string, name: string): string {
  const file = `${STORE}/${name}`;
  return `mkdir -p ${STORE} && cp ${certificate} ${file} && chown 1000:1000 ${file} && chmod 644 ${file}`;
}

export function removeFromUserStore(name: string): string {
  return `rm -f ${STORE}/${name}`;
}

/** Prints the file of the authority: nothing if it is not there. */
export function seenInUserStore(name: string): string {
  return `ls ${STORE}/${name} 2>/dev/null; true`;
}
