import type { ReactNode, SVGProps } from 'react';

// One set: drawn on a grid of 20, a line of 1.6. An icon is decoration: what it stands for is written beside it or in a label.
const icon = (shape: ReactNode) =>
  function Icon(props: SVGProps<SVGSVGElement>) {
    return (
      <svg
        viewBox="0 0 20 20"
        width="20"
        height="20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        {...props}
      >
        {shape}
      </svg>
    );
  };

export const PlusIcon = icon(<path d="M10 4.5v11M4.5 10h11" />);
export const KeyIcon = icon(
  <path d="M9.6 10.4a3.6 3.6 0 1 1-5.1 5.1 3.6 3.6 0 0 1 5.1-5.1zM9.6 10.4l6.9-6.9M13.2 6.8l2.4 2.4" />,
);
export const CloseIcon = icon(<path d="M5.5 5.5l9 9M14.5 5.5l-9 9" />);
export const ChevronIcon = icon(<path d="M7.5 5l5 5-5 5" />);
export const TrashIcon = icon(
  <path d="M3.5 5.5h13M8 5.5V3.8h4v1.7M5.2 5.5l.7 10.7h8.2l.7-10.7M8.3 8.6v4.6M11.7 8.6v4.6" />,
);
export const SignOutIcon = icon(<path d="M8 3.5H4.5v13H8M8.5 10h8M13.5 6.8l3.2 3.2-3.2 3.2" />);
export const AlertIcon = icon(<path d="M10 6.2v4.6M10 13.7v.1M10 2.8a7.2 7.2 0 100 14.4 7.2 7.2 0 000-14.4z" />);
export const CloudOffIcon = icon(
  <path d="M3 3l14 14M7.6 5.2a4.8 4.8 0 016.7 3.6 3.4 3.4 0 011.9 5.6M12.4 15.2H6a3.6 3.6 0 01-.7-7.1" />,
);
