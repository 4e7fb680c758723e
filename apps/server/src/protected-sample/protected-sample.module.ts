import { Module } from '@nestjs/common';
import { ReportsDatabaseModule } from '../database/reports/reports-database.module.js';
import { ReportsController } from './reports.controller.js';

@Module({ imports: [ReportsDatabaseModule], controllers: [ReportsController] })
export class ProtectedSampleModule {}
