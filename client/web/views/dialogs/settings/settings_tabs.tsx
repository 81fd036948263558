/** The parts of the settings, in their order: whoever has another one names it here. */
import type { MoreTexts } from "../../../texts/more_en.ts";
import { LookChoices } from "../../look/look_choices.tsx";
import type { Tab } from "../kit/tabs.tsx";
import { ConnectionSettings } from "./connection_settings.tsx";
import { DataSettings } from "./data_settings.tsx";
import { DeviceSettings } from "./device_settings.tsx";
import { EncryptionSettings } from "./encryption_settings.tsx";
import { IgnoredSettings } from "./ignored_settings.tsx";
import { NotifySettings } from "./notify_settings.tsx";
import { ProfileSettings } from "./profile_settings.tsx";
import { SecuritySettings } from "./security_settings.tsx";

/** All of them. */
export function settingsTabs({ keys, settings: { tabs } }: MoreTexts): readonly Tab[] {
  return [
    { id: "profile", label: tabs.profile, show: () => <ProfileSettings /> },
    { id: "look", label: tabs.look, show: () => <LookChoices /> },
    { id: "security", label: tabs.security, show: () => <SecuritySettings /> },
    { id: "encryption", label: keys.title, show: () => <EncryptionSettings /> },
    { id: "notify", label: tabs.notify, show: () => <NotifySettings /> },
    { id: "devices", label: tabs.devices, show: () => <DeviceSettings /> },
    { id: "ignored", label: tabs.ignored, show: () => <IgnoredSettings /> },
    { id: "data", label: tabs.data, show: () => <DataSettings /> },
    { id: "connection", label: tabs.connection, show: () => <ConnectionSettings /> },
  ];
}
