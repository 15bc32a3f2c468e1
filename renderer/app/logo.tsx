/** Three draws of one simulation: the app's mark, as in public/icon.svg. */
export function Logo() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="7" fill="#0d7068" />
      <g fill="none" stroke="#fff" strokeLinecap="round">
        <path
          d="M6 25c5 0 5.5-5.5 10-5.500S21 25 26 25M6 17c4 0 5-9.5 10-9.500S22 17 26 17"
          strokeOpacity=".45"
          strokeWidth="1.6"
        />
        <path d="M6 21.500c4.2 0 4.6-10 10-10s5.8 10 10 10" strokeWidth="2.6" />
      </g>
    </svg>
  );
}
