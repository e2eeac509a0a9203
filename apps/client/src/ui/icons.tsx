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
export const SettingsIcon = icon(
  <path d="M3.5 6.5h7M14.5 6.5h2M3.5 13.5h2M9.5 13.5h7M12.5 4.5a2 2 0 100 4 2 2 0 000-4zM7.5 11.5a2 2 0 100 4 2 2 0 000-4z" />,
);
export const ScreenIcon = icon(<path d="M3.5 4.5h13v8.5h-13zM8 16.5h4M10 13v3.5" />);
export const PhoneIcon = icon(<path d="M6.5 2.8h7v14.4h-7zM9.3 14.7h1.4" />);
export const DatabaseIcon = icon(
  <path d="M4.2 5.3c0 3 11.6 3 11.6 0s-11.6-3-11.6 0zM4.2 5.3v9.4c0 3 11.6 3 11.6 0V5.3M4.2 10c0 3 11.6 3 11.6 0" />,
);
export const ChevronIcon = icon(<path d="M7.5 5l5 5-5 5" />);
export const LockIcon = icon(<path d="M4.5 9h11v7.5h-11zM7 9V6.3a3 3 0 016 0V9M10 12v1.6" />);
export const DownloadIcon = icon(<path d="M10 3.5v9M6.3 9l3.7 3.7L13.7 9M4 16.5h12" />);
export const CopyIcon = icon(<path d="M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7" />);
export const CloseIcon = icon(<path d="M5.5 5.5l9 9M14.5 5.5l-9 9" />);
export const TrashIcon = icon(
  <path d="M3.5 5.5h13M8 5.5V3.8h4v1.7M5.2 5.5l.7 10.7h8.2l.7-10.7M8.3 8.6v4.6M11.7 8.6v4.6" />,
);
export const SignOutIcon = icon(<path d="M8 3.5H4.5v13H8M8.5 10h8M13.5 6.8l3.2 3.2-3.2 3.2" />);
export const SignInIcon = icon(<path d="M12 3.5h3.5v13H12M3.5 10h8M8.5 6.8l3.2 3.2-3.2 3.2" />);
export const AlertIcon = icon(<path d="M10 6.2v4.6M10 13.7v.1M10 2.8a7.2 7.2 0 100 14.4 7.2 7.2 0 000-14.4z" />);
export const CloudOffIcon = icon(
  <path d="M3 3l14 14M7.6 5.2a4.8 4.8 0 016.7 3.6 3.4 3.4 0 011.9 5.6M12.4 15.2H6a3.6 3.6 0 01-.7-7.1" />,
);
export const RestoreIcon = icon(<path d="M4 8.5h8.2a3.9 3.9 0 010 7.8H8M7.2 5.2L4 8.5l3.2 3.3" />);
export const DetailsIcon = icon(<path d="M3.5 4.5h13v11h-13zM12 4.5v11" />);
export const SearchIcon = icon(<path d="M9 3.8a5.2 5.2 0 100 10.4A5.2 5.2 0 009 3.8zM13 13l3.5 3.5" />);
export const SortIcon = icon(<path d="M4 6h12M4 10h8M4 14h4" />);
export const CircleIcon = icon(<circle cx="10" cy="10" r="6.4" />);
export const CheckIcon = icon(<path d="M5 10.6l3.4 3.4L15 6.6" />);
export const ListIcon = icon(<path d="M7.5 5.5h9M7.5 10h9M7.5 14.5h9M3.7 5.5h.1M3.7 10h.1M3.7 14.5h.1" />);
